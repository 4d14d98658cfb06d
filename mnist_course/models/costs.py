"""What a run costs: floating-point work, the best rate that the machine reaches, memory."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode


def count_flops(
    model: torch.nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
) -> int:
    """Return the floating-point operations of one training step's matrix products and convolutions.

    Forward and backward pass; a multiplication and an addition count as two. Additions of biases, ReLUs, pooling and
    the optimiser's step are left out: they are few beside the products. The model's gradients are overwritten.
    """
    with FlopCounterMode(display=False) as counter:
        loss_function(model(images), labels).backward()
    model.zero_grad()
    return counter.get_total_flops()


def product_rate(device: str | torch.device = "cpu", size: int = 2048, repeats: int = 4) -> dict[str, float]:
    """Return the float32 operations per second that products of `size` x `size` matrices reach on this machine.

    ``matmul``: ``a @ b``, the product that linear layers compute. ``convolution``: the same product written as a
    convolution with 1x1 kernels. PyTorch computes the two with different libraries, and on some processors one of
    them is much the faster. After one product that is not timed, the fastest of `repeats` counts.
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


def _fastest(function: Callable[[], object], device: str | torch.device, repeats: int) -> float:
    times = []
    for _ in range(repeats + 1):
        wait_for(device)
        started = time.perf_counter()
        function()
        wait_for(device)
        times.append(time.perf_counter() - started)
    return min(times[1:])


def wait_for(device: str | torch.device) -> None:
    """Wait until the device has done what it was asked for: a GPU works on while Python goes ahead."""
    if str(device).startswith("cuda"):
        torch.cuda.synchronize(device)


def peak_memory() -> int:
    """Return the most memory that this process has had resident so far, in bytes (Linux and macOS)."""
    status = Path("/proc/self/status")
    if status.exists():  # the process's own peak; getrusage would count that of the process it came from
        text = status.read_text(encoding="utf-8", errors="replace")  # a process may have any name
        lines = dict(line.split(":", 1) for line in text.splitlines())
        return 1024 * int(lines["VmHWM"].split()[0])
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
