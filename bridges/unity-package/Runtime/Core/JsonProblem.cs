// A line that is not the JSON that we take: what is wrong with it, and at which byte.
using System;

namespace Kinesics
{
    public sealed class JsonProblem : Exception
    {
        public JsonProblem(string what, int at)
            : base(what + " at byte " + at)
        {
        }
    }
}
