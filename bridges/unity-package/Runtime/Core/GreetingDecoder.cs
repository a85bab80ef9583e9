// The data of a hello: who the client is, and what it knows.
namespace Kinesics
{
    public static class GreetingDecoder
    {
        public static void Decode(
            JsonReader reader, ValueReader values, DecodedLine into)
        {
            Utf8Text member;
            while (reader.NextMember(out member))
            {
                if (member.Is("protocol"))
                {
                    into.Protocol = (long)values.ReadBetween("protocol", 0, 1e9f);
                }
                else if (member.Is("session"))
                {
                    into.Session = values.ReadString("session", Sessions.MostNameBytes);
                }
                else if (member.Is("token"))
                {
                    into.Token = values.ReadString("token", 1024);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }
}
