"""Does this hardware compute faster with 16-bit numbers? Asked of the hardware, never assumed."""

from contextlib import AbstractContextManager, nullcontext

import torch


def autocast(precision: str, device: str | torch.device) -> AbstractContextManager:
    """Return the context in which to train: in bf16 where it is asked for and the hardware has it.

    `precision` is ``"fp32"``, ``"bf16"``, or ``"fastest"``: bf16 if `device` computes faster in it, else fp32. A
    ValueError for another, or for ``"bf16"`` if `device` computes no faster in it.
    """
    if precision not in {"fp32", "bf16", "fastest"}:
        raise ValueError(f"expected a precision 'fp32', 'bf16' or 'fastest', got {precision!r}")
    if precision == "bf16" and not fast_bf16(device):
        raise ValueError(f"expected a device with fast bf16 arithmetic, got {device}, which has none")
    if used(precision, device) == "fp32":
        return nullcontext()
    # Within one context, autocast would keep its first copy of the weights for all steps.
    return torch.autocast(torch.device(device).type, dtype=torch.bfloat16, cache_enabled=False)


def used(precision: str, device: str | torch.device) -> str:
    """Return ``"bf16"`` or ``"fp32"``: what `autocast` computes in."""
    return "bf16" if precision != "fp32" and fast_bf16(device) else "fp32"


def fast_bf16(device: str | torch.device) -> bool:
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
