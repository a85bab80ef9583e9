// The expressions that can be told by number: those of every VRM, those of the models that were
// shown, and a bounded number of names that only clients spoke of.
namespace Kinesics
{
    public sealed class Expressions
    {
        public const int Capacity = 512;
        public const int MostStrangers = 64;

        public static readonly string[] Presets =
        {
            "happy", "angry", "sad", "relaxed", "surprised",
            "aa", "ih", "ou", "ee", "oh",
            "blink", "blinkLeft", "blinkRight",
            "lookUp", "lookDown", "lookLeft", "lookRight", "neutral",
        };

        public static readonly Names Visemes = new Names(5, "aa", "ih", "ou", "ee", "oh");

        public const int FirstViseme = 5;
        public const int Blink = 10;
        public const int BlinkLeft = 11;
        public const int BlinkRight = 12;

        private readonly Names names = new Names(Capacity, Presets);
        private int strangers;

        public string this[int number]
        {
            get { return names[number]; }
        }

        public string[] ToArray()
        {
            return names.ToArray();
        }

        // A model has this expression. -1 if there have been too many.
        public int Learn(string name)
        {
            return names.Add(name);
        }

        // A client speaks of it; -1 where it is to be ignored, as no model's and one too many.
        public int Heard(Utf8Text name)
        {
            int known = names.Find(name);
            if (known >= 0)
            {
                return known;
            }
            lock (names)
            {
                if (strangers == MostStrangers || name.Length == 0)
                {
                    return -1;
                }
                strangers++;
            }
            return names.Add(name);
        }
    }
}
