// Writes JSON into bytes that are used again.
using System;

namespace Kinesics
{
    public sealed class LineWriter
    {
        private byte[] bytes = new byte[1024];

        public byte[] Bytes
        {
            get { return bytes; }
        }

        public int Length { get; private set; }

        public void Clear()
        {
            Length = 0;
        }

        public byte[] ToArray()
        {
            var all = new byte[Length];
            Buffer.BlockCopy(bytes, 0, all, 0, Length);
            return all;
        }

        // As it is; in ASCII.
        public LineWriter Raw(string ascii)
        {
            Reserve(ascii.Length);
            for (int i = 0; i < ascii.Length; i++)
            {
                bytes[Length++] = (byte)ascii[i];
            }
            return this;
        }

        public LineWriter Whole(long number)
        {
            Reserve(20);
            if (number < 0)
            {
                bytes[Length++] = (byte)'-';
            }
            // Through the negative, as the least number has no positive.
            long rest = number < 0 ? number : -number;
            int first = Length;
            do
            {
                bytes[Length++] = (byte)('0' - rest % 10);
                rest /= 10;
            }
            while (rest != 0);
            Array.Reverse(bytes, first, Length - first);
            return this;
        }

        public LineWriter Text(string text)
        {
            Reserve(6 * text.Length + 2);
            bytes[Length++] = (byte)'"';
            for (int i = 0; i < text.Length; i++)
            {
                char one = text[i];
                if (one == '"' || one == '\\')
                {
                    bytes[Length++] = (byte)'\\';
                    bytes[Length++] = (byte)one;
                }
                else if (one >= 0x20 && one < 0x7f)
                {
                    bytes[Length++] = (byte)one;
                }
                else
                {
                    Escape(one);
                }
            }
            bytes[Length++] = (byte)'"';
            return this;
        }

        private void Escape(char one)
        {
            bytes[Length++] = (byte)'\\';
            bytes[Length++] = (byte)'u';
            for (int shift = 12; shift >= 0; shift -= 4)
            {
                bytes[Length++] = (byte)"0123456789abcdef"[(one >> shift) & 15];
            }
        }

        private void Reserve(int more)
        {
            if (Length + more > bytes.Length)
            {
                Array.Resize(ref bytes, Math.Max(2 * bytes.Length, Length + more));
            }
        }
    }
}
