// What kinds of values JSON has.
namespace Kinesics
{
    public enum JsonKind
    {
        Object,
        Array,
        Text,
        Number,
        True,
        False,
        Null,
    }
}
