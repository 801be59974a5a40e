from programme.signals.models.rule import SignalRule
from programme.signals.models.signal import Signal

__all__ = ["Signal", "SignalRule"]
