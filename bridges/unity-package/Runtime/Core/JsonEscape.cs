// What stands behind a backslash in a JSON text, as UTF-8.
namespace Kinesics
{
    public static class JsonEscape
    {
        private const string Letters = "\"\\/bfnrt";
        private const string Meanings = "\"\\/\b\f\n\r\t";

        // Moves `at` from the backslash to what follows; returns how many bytes it wrote. They are
        // never more than it read.
        public static int Read(byte[] bytes, ref int at, int end, byte[] into, int place)
        {
            if (at + 1 >= end)
            {
                throw new JsonProblem("a text does not end", at);
            }
            int letter = Letters.IndexOf((char)bytes[at + 1]);
            if (letter >= 0)
            {
                into[place] = (byte)Meanings[letter];
                at += 2;
                return 1;
            }
            int code = ReadUnit(bytes, at, end);
            int start = at;
            at += 6;
            if (code >= 0xd800 && code <= 0xdfff)
            {
                int low = code < 0xdc00 && at < end ? ReadUnit(bytes, at, end) : 0;
                if (low < 0xdc00 || low > 0xdfff)
                {
                    throw new JsonProblem("half of a surrogate pair", start);
                }
                at += 6;
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            }
            return Write(code, into, place);
        }

        private static int ReadUnit(byte[] bytes, int at, int end)
        {
            if (at + 6 > end || bytes[at] != '\\' || bytes[at + 1] != 'u')
            {
                throw new JsonProblem("an escape that JSON does not have", at);
            }
            int code = 0;
            for (int i = at + 2; i < at + 6; i++)
            {
                int digit = "0123456789abcdef".IndexOf(char.ToLowerInvariant((char)bytes[i]));
                if (digit < 0)
                {
                    throw new JsonProblem("an escape that JSON does not have", at);
                }
                code = code * 16 + digit;
            }
            return code;
        }

        private static int Write(int code, byte[] into, int place)
        {
            if (code < 0x80)
            {
                into[place] = (byte)code;
                return 1;
            }
            int size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
            for (int i = size - 1; i > 0; i--)
            {
                into[place + i] = (byte)(0x80 | (code & 0x3f));
                code >>= 6;
            }
            into[place] = (byte)((0xf00 >> size) & 0xff | code);
            return size;
        }
    }
}
