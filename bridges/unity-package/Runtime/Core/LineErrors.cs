// What is wrong with the commands of a line: the first few of it, each with its place.
namespace Kinesics
{
    public sealed class LineErrors
    {
        public const int Most = 16;

        private readonly int[] places = new int[Most];
        private readonly string[] texts = new string[Most];

        public int Count { get; private set; }

        public bool Full
        {
            get { return Count == Most; }
        }

        public int PlaceOf(int number)
        {
            return places[number];
        }

        public string TextOf(int number)
        {
            return texts[number];
        }

        // Also counts in that there was one where the text is left out.
        public bool Any { get; private set; }

        public void Clear()
        {
            for (int i = 0; i < Count; i++)
            {
                texts[i] = null;
            }
            Count = 0;
            Any = false;
        }

        public void Add(int place, string text)
        {
            Any = true;
            if (!Full)
            {
                places[Count] = place;
                texts[Count++] = text;
            }
        }
    }
}
