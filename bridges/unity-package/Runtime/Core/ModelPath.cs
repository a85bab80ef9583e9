// Which files a client may have loaded as a model.
using System;
using System.IO;

namespace Kinesics
{
    public static class ModelPath
    {
        // What is wrong with it, or null.
        public static string WhyNot(string path)
        {
            return WhyNot(path, "");
        }

        // Only from `folder` or below it, unless that is empty.
        public static string WhyNot(string path, string folder)
        {
            if (!path.EndsWith(".vrm", StringComparison.OrdinalIgnoreCase))
            {
                return "'path' must be that of a .vrm file";
            }
            if (path.IndexOfAny(Path.GetInvalidPathChars()) >= 0)
            {
                return "'path' holds characters that no path has";
            }
            // A share of another machine would be sent this user's name and password.
            if (path.StartsWith("\\\\") || path.StartsWith("//"))
            {
                return "'path' must be on this machine";
            }
            try
            {
                string whole = Path.GetFullPath(path);
                if (folder.Length > 0 && !IsWithin(whole, folder))
                {
                    return "'path' is outside of the folder that models may be loaded from";
                }
                return File.Exists(whole) ? null : "there is no file '" + Nearest.Shown(path) + "'";
            }
            catch (ArgumentException)
            {
                return "'path' is no path";
            }
            catch (NotSupportedException)
            {
                return "'path' is no path";
            }
            catch (IOException)
            {
                return "'path' is no path";
            }
        }

        private static bool IsWithin(string whole, string folder)
        {
            string within = Path.GetFullPath(folder).TrimEnd(
                Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
            return whole.StartsWith(
                within + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);
        }
    }
}
