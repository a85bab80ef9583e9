"""An event of any type, made up from its annotations: to see whether it survives a journey."""

import datetime
import decimal
import uuid
from typing import Any

import msgspec
import msgspec.inspect as shapes
import numpy as np

from kinesics.errors import KinesicsError
from kinesics.events import Event

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
ARRAY = np.arange(6, dtype=np.uint8).reshape(2, 3)

PLAIN: dict[type[shapes.Type], Any] = {
    # An `Array` is Any once the program runs.
    shapes.AnyType: ARRAY,
    shapes.CustomType: ARRAY,
    shapes.NoneType: None,
    shapes.BoolType: True,
    shapes.BytesType: b"abc",
    shapes.ByteArrayType: bytearray(b"abc"),
    shapes.DateTimeType: NOON,
    shapes.DateType: NOON.date(),
    shapes.TimeType: NOON.timetz(),
    shapes.TimeDeltaType: datetime.timedelta(seconds=1),
    shapes.UUIDType: uuid.UUID(int=1),
    shapes.DecimalType: decimal.Decimal("0.5"),
}


class NoSample(KinesicsError, TypeError):
    """A field holds something that cannot travel, or that cannot be made up."""


def sample_of(kind: type[Event]) -> Event:
    """An event of this type; raises NoSample.  Fields that have a default keep it."""
    return kind(**_fields(kind))


def _fields(kind: type[msgspec.Struct]) -> dict[str, Any]:
    shape = shapes.type_info(kind)
    if not isinstance(shape, shapes.StructType):
        raise NoSample(f"{kind.__name__} is no struct")
    values: dict[str, Any] = {}
    for field in shape.fields:
        if not field.required:
            continue
        try:
            values[field.name] = _value(field.type)
        except NoSample as error:
            raise NoSample(f"{kind.__name__}.{field.name}: {error}") from None
    return values


def _value(shape: shapes.Type) -> Any:
    match shape:
        case shapes.StructType(cls=struct):
            return struct(**_fields(struct))
        case shapes.LiteralType(values=values):
            return values[0]
        case shapes.EnumType(cls=members):
            return next(iter(members))
        case shapes.UnionType(types=several):
            return _value(several[0])
        case shapes.TupleType(item_types=several):
            return tuple(_value(one) for one in several)
        case shapes.DictType(key_type=key, value_type=value):
            return {_value(key): _value(value)}
        case _:
            several = _several(shape)
            return _plain(shape) if several is None else several


def _several(shape: shapes.Type) -> Any:
    match shape:
        case shapes.ListType(item_type=item):
            return [_value(item)]
        case shapes.VarTupleType(item_type=item):
            return (_value(item),)
        case shapes.SetType(item_type=item):
            return {_value(item)}
        case shapes.FrozenSetType(item_type=item):
            return frozenset((_value(item),))
        case _:
            return None


def _plain(shape: shapes.Type) -> Any:
    match shape:
        case shapes.IntType() | shapes.FloatType():
            return _number(shape)
        case shapes.StrType(min_length=length, pattern=None):
            return "a" * max(1, length or 0)
        case shapes.CustomType(cls=kind) if kind is not np.ndarray:
            raise NoSample(f"holds {kind.__name__}, which cannot travel")
        case _ if type(shape) in PLAIN:
            return PLAIN[type(shape)]
        case _:
            raise NoSample(f"holds {type(shape).__name__}, which cannot be made up")


def _number(shape: shapes.IntType | shapes.FloatType) -> float:
    step = 1 if isinstance(shape, shapes.IntType) else 1e-3
    if shape.ge is not None:
        return shape.ge
    if shape.gt is not None:
        return shape.gt + step
    if shape.le is not None:
        return shape.le
    return shape.lt - step if shape.lt is not None else step
