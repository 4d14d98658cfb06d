"""Does this hardware compute faster with 16-bit numbers? Asked of the hardware, never assumed."""

import torch


def fast_bf16(device):
    """Return True if `device` multiplies matrices of bfloat16 in hardware.

    On a CPU that is AMX, or AVX-512 with bf16 instructions; on a GPU, compute capability 8.0 or later. An
    answer of True promises no gain: small layers may spend their time elsewhere.
    """
    device = torch.device(device)
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device)[0] >= 8
    if device.type == "cpu":
        asked = (getattr(torch.cpu, name, lambda: False) for name in _CPU_QUESTIONS)
        return any(question() for question in asked)
    return False


_CPU_QUESTIONS = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")  # PyTorch has no public name for them
