// The answer to one line.
namespace Kinesics
{
    public static class Reply
    {
        public static void Write(LineWriter writer, DecodedLine line, int count, long seen)
        {
            writer.Raw("{\"type\":\"reply\"");
            if (line.HasSeq)
            {
                writer.Raw(",\"seq\":").Whole(line.Seq);
            }
            if (line.HasId)
            {
                writer.Raw(",\"id\":").Whole(line.Id);
            }
            writer.Raw(line.Errors.Any ? ",\"ok\":false" : ",\"ok\":true");
            writer.Raw(",\"count\":").Whole(count);
            if (seen >= 0)
            {
                writer.Raw(",\"seen\":").Whole(seen);
            }
            if (line.Errors.Any)
            {
                Write(writer, line.Errors);
            }
            writer.Raw("}\n");
        }

        private static void Write(LineWriter writer, LineErrors errors)
        {
            writer.Raw(",\"errors\":[");
            for (int i = 0; i < errors.Count; i++)
            {
                writer.Raw(i == 0 ? "{\"index\":" : ",{\"index\":").Whole(errors.PlaceOf(i));
                writer.Raw(",\"error\":").Text(errors.TextOf(i)).Raw("}");
            }
            writer.Raw("]");
        }
    }
}
