// What a body says about itself to each client that connects.
namespace Kinesics
{
    public sealed class BodyDescription
    {
        public const int Protocol = 1;

        public readonly string Name;
        public readonly string[] Expressions;
        public readonly string[] Clips;

        public BodyDescription(string name, string[] expressions, string[] clips)
        {
            Name = name;
            Expressions = expressions;
            Clips = clips;
        }

        // The line, with its end.
        public byte[] Hello(bool asksForToken)
        {
            var writer = new LineWriter();
            writer.Raw("{\"type\":\"hello\",\"name\":").Text(Name);
            writer.Raw(",\"kind\":\"avatar\",\"protocol\":").Whole(Protocol);
            writer.Raw(",\"token\":").Raw(asksForToken ? "true" : "false");
            writer.Raw(",\"max_line\":").Whole(Connection.MostLineBytes);
            Write(writer, "commands", CommandNames.OfAvatar());
            Write(writer, "expressions", Expressions);
            Write(writer, "clips", Clips);
            writer.Raw("}\n");
            return writer.ToArray();
        }

        private static void Write(LineWriter writer, string member, string[] names)
        {
            writer.Raw(",").Text(member).Raw(":[");
            for (int i = 0; i < names.Length; i++)
            {
                writer.Raw(i == 0 ? "" : ",").Text(names[i]);
            }
            writer.Raw("]");
        }
    }
}
