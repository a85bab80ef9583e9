"""Curves of time that begin and end at rest."""

import math


def eased(part: float) -> float:
    """From 0 to 1 with the least jerk, while `part` goes from 0 to 1."""
    if part <= 0.0:
        return 0.0
    if part >= 1.0:
        return 1.0
    return part * part * part * (10.0 + part * (6.0 * part - 15.0))


def pulse(now_s: float, rise_s: float, hold_s: float, fall_s: float) -> float:
    """Up to 1, and back to 0; it begins at 0 s."""
    return eased(now_s / rise_s) - eased((now_s - rise_s - hold_s) / fall_s)


def within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def softly_within(value: float, limit: float, straight: float = 0.75) -> float:
    """`value` itself, until it comes near the limit; it never gets there, and has no corner."""
    free = straight * limit
    if abs(value) <= free:
        return value
    room = limit - free
    return math.copysign(free + room * math.tanh((abs(value) - free) / room), value)
