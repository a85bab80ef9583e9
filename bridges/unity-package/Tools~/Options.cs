// The options of a command line: `--name value`, or `--name` alone.
using System;
using System.Globalization;

namespace Kinesics.Tools
{
    public sealed class Options
    {
        private readonly string[] arguments;

        public Options(string[] arguments)
        {
            this.arguments = arguments;
        }

        public bool Has(string name)
        {
            return Array.IndexOf(arguments, name) >= 0;
        }

        public string Text(string name, string otherwise)
        {
            int at = Array.IndexOf(arguments, name);
            return at < 0 || at + 1 == arguments.Length ? otherwise : arguments[at + 1];
        }

        public double Number(string name, double otherwise)
        {
            string text = Text(name, null);
            return text == null ? otherwise : double.Parse(text, CultureInfo.InvariantCulture);
        }

        public string[] List(string name)
        {
            return Text(name, "").Split(new[] { ',' }, StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
