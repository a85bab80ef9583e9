// Names as small numbers, looked up by their bytes: no text is made for a name that is known.
//
// Any thread may look up; adding takes turns. A name keeps its number for good, and there is room
// for a fixed number of them, so no peer can make the table grow.
using System;
using System.Threading;

namespace Kinesics
{
    public sealed class Names
    {
        public const int MaxBytes = 128;

        private readonly int[] slots;
        private readonly byte[][] bytes;
        private readonly string[] texts;
        private int count;

        public Names(int capacity, params string[] first)
        {
            int size = 16;
            while (size < capacity * 2)
            {
                size *= 2;
            }
            slots = new int[size];
            bytes = new byte[capacity][];
            texts = new string[capacity];
            foreach (string name in first)
            {
                Add(name);
            }
        }

        public int Count
        {
            get { return Volatile.Read(ref count); }
        }

        public string this[int number]
        {
            get { return texts[number]; }
        }

        // -1 for a name that is not known.
        public int Find(Utf8Text name)
        {
            int place;
            return Find(name, out place);
        }

        public int Find(string name)
        {
            byte[] own = Utf8Text.BytesOf(name);
            return Find(new Utf8Text(own, 0, own.Length));
        }

        // The number that the name has from now on; -1 if there is no room left.
        public int Add(Utf8Text name)
        {
            lock (slots)
            {
                int place;
                int known = Find(name, out place);
                if (known >= 0 || count == bytes.Length)
                {
                    return known;
                }
                var own = new byte[name.Length];
                Buffer.BlockCopy(name.Bytes, name.Start, own, 0, own.Length);
                bytes[count] = own;
                texts[count] = name.ToString();
                // Whoever finds the slot finds the name.
                Volatile.Write(ref slots[place], count + 1);
                Volatile.Write(ref count, count + 1);
                return count - 1;
            }
        }

        public int Add(string name)
        {
            byte[] own = Utf8Text.BytesOf(name);
            return Add(new Utf8Text(own, 0, own.Length));
        }

        public string[] ToArray()
        {
            var all = new string[Count];
            Array.Copy(texts, all, all.Length);
            return all;
        }

        private int Find(Utf8Text name, out int place)
        {
            int mask = slots.Length - 1;
            for (place = name.Hash() & mask; ; place = (place + 1) & mask)
            {
                int slot = Volatile.Read(ref slots[place]);
                if (slot == 0)
                {
                    return -1;
                }
                if (name.Is(bytes[slot - 1]))
                {
                    return slot - 1;
                }
            }
        }
    }
}
