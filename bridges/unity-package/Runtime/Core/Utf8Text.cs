// A text that is still bytes: a piece of a line, or of what was unescaped from it.
using System;
using System.Text;

namespace Kinesics
{
    public struct Utf8Text
    {
        public readonly byte[] Bytes;
        public readonly int Start;
        public readonly int Length;

        // Refuses what Unicode refuses, such as half of a pair.
        private static readonly Encoding Strict = new UTF8Encoding(false, true);

        public Utf8Text(byte[] bytes, int start, int length)
        {
            Bytes = bytes;
            Start = start;
            Length = length;
        }

        public static byte[] BytesOf(string text)
        {
            return Strict.GetBytes(text);
        }

        // Only for texts in ASCII.
        public bool Is(string text)
        {
            if (text.Length != Length)
            {
                return false;
            }
            byte[] bytes = Bytes;
            int start = Start;
            for (int i = 0; i < text.Length; i++)
            {
                if (bytes[start + i] != text[i])
                {
                    return false;
                }
            }
            return true;
        }

        public bool Is(byte[] other)
        {
            if (other.Length != Length)
            {
                return false;
            }
            byte[] bytes = Bytes;
            int start = Start;
            for (int i = 0; i < other.Length; i++)
            {
                if (bytes[start + i] != other[i])
                {
                    return false;
                }
            }
            return true;
        }

        public int Hash()
        {
            byte[] bytes = Bytes;
            uint hash = 2166136261;
            for (int i = Start, end = Start + Length; i < end; i++)
            {
                hash = (hash ^ bytes[i]) * 16777619;
            }
            return (int)(hash & 0x7fffffff);
        }

        // The length of the sequence that begins at `at` with a byte over 127, or 0 if it is none.
        public static int SequenceAt(byte[] bytes, int at, int end)
        {
            int first = bytes[at];
            int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
            if (first < 0xc2 || first > 0xf4)
            {
                return 0;
            }
            if (at + length > end)
            {
                return 0;
            }
            for (int i = 1; i < length; i++)
            {
                if ((bytes[at + i] & 0xc0) != 0x80)
                {
                    return 0;
                }
            }
            int second = bytes[at + 1];
            bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
            bool half = first == 0xed && second >= 0xa0;
            bool beyond = first == 0xf4 && second >= 0x90;
            return overlong || half || beyond ? 0 : length;
        }

        public override string ToString()
        {
            return Strict.GetString(Bytes, Start, Length);
        }
    }
}
