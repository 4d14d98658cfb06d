"""What a run costs: floating-point work, the best rate that the machine reaches, memory."""

import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode


def count_flops(model, images, labels, loss_function):
    """Return the floating-point operations of one training step's matrix products and convolutions.

    Parameters
    ----------
    model : torch.nn.Module
        Its gradients are overwritten.
    images, labels : torch.Tensor
        One batch.
    loss_function : callable
        From (outputs, labels) to the loss.

    Returns
    -------
    int
        Forward and backward pass; a multiplication and an addition count as two. Additions of biases,
        ReLUs, pooling and the optimiser's step are left out: they are few beside the products.
    """
    with FlopCounterMode(display=False) as counter:
        loss_function(model(images), labels).backward()
    model.zero_grad()
    return counter.get_total_flops()


def product_rate(device="cpu", size=2048, repeats=4):
    """Return the float32 operations per second that large products of matrices reach on this machine.

    Parameters
    ----------
    device : str or torch.device
    size : int
        Rows and columns of the square matrices.
    repeats : int
        Timed products, after one that is not timed; the fastest counts.

    Returns
    -------
    dict
        ``matmul``: ``a @ b``, the product that linear layers compute. ``convolution``: the same product
        written as a convolution with 1x1 kernels. PyTorch computes the two with different libraries, and
        on some processors one of them is much the faster.
    """
    a = torch.rand(size, size, device=device)
    b = torch.rand(size, size, device=device)
    # size images of one pixel would be the same product; oneDNN wants some pixels to work on.
    pixels = a.view(size // 64, 8, 8, size).permute(0, 3, 1, 2)  # (N, C, 8, 8), channels last in memory
    kernels = b[:, :, None, None].to(memory_format=torch.channels_last)
    operations = 2 * size**3
    return {
        "matmul": operations / _fastest(lambda: a @ b, device, repeats),
        "convolution": operations / _fastest(lambda: F.conv2d(pixels, kernels), device, repeats),
    }


def _fastest(function, device, repeats):
    times = []
    for _ in range(repeats + 1):
        wait_for(device)
        started = time.perf_counter()
        function()
        wait_for(device)
        times.append(time.perf_counter() - started)
    return min(times[1:])


def wait_for(device):
    """Wait until the device has done what it was asked for: a GPU works on while Python goes ahead."""
    if str(device).startswith("cuda"):
        torch.cuda.synchronize(device)


def peak_memory():
    """Return the most memory that this process has had resident so far, in bytes (Linux and macOS)."""
    status = Path("/proc/self/status")
    if status.exists():  # the process's own peak; getrusage would count that of the process it came from
        text = status.read_text(encoding="utf-8", errors="replace")  # a process may have any name
        lines = dict(line.split(":", 1) for line in text.splitlines())
        return 1024 * int(lines["VmHWM"].split()[0])
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
