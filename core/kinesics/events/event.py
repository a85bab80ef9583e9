"""What an event is: a frozen fact or wish, safe to share between threads without a copy."""

import inspect
import time
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

import msgspec

if TYPE_CHECKING:
    import numpy.typing

    type_of_array = numpy.typing.NDArray[Any]
    Array = type_of_array
else:
    # numpy takes 50 ms to import, so the vocabulary names arrays without loading it.
    Array = Any


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class EventType(msgspec.StructMeta):
    """Tells type checkers that every event is frozen."""


class Event(msgspec.Struct, metaclass=EventType, frozen=True):
    """Something that happened (a fact) or should happen (a wish).

    The class name is the name on the wire.  Time is on the envelope, not in here.
    """

    keep: ClassVar[int] = 256
    """How many unread events of this type one inbox holds; the oldest goes first."""

    perishable: ClassVar[bool] = False
    """Whether an `Interrupt` makes unread events of this type worthless."""

    def __init_subclass__(cls) -> None:
        annotations = inspect.get_annotations(cls)
        for word in ("keep", "perishable"):
            if word in annotations and "ClassVar" not in str(annotations[word]):
                raise TypeError(
                    f"{cls.__name__}.{word}: write {word}: ClassVar[...], it is no field"
                )
        if cls.keep < 1:
            raise TypeError(f"{cls.__name__}.keep: an inbox keeps at least 1 event of a type")


class Sensed(Event, kw_only=True):
    """A fact from a sensor, which knows better than the bus when it happened."""

    taken_at: float = msgspec.field(default_factory=time.monotonic)
    """Seconds on the monotonic clock, as close to the sensor as its driver allows."""
