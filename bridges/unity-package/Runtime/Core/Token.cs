// What a client must know to be let in, where a body can be reached from other machines.
namespace Kinesics
{
    public sealed class Token
    {
        private readonly byte[] expected;

        public Token(string token)
        {
            expected = string.IsNullOrEmpty(token) ? null : Utf8Text.BytesOf(token);
        }

        public bool IsAsked
        {
            get { return expected != null; }
        }

        // Takes as long for a wrong token as for the right one.
        public bool Fits(string given)
        {
            byte[] other = Utf8Text.BytesOf(given ?? "");
            int difference = other.Length ^ expected.Length;
            for (int i = 0; i < other.Length; i++)
            {
                difference |= other[i] ^ expected[i % expected.Length];
            }
            return difference == 0;
        }
    }
}
