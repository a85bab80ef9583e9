// The bones of VRM 1.0 as Unity names them. Of the thumb, what the one calls the metacarpal is what
// the other calls proximal.
using System;
using UnityEngine;

namespace Kinesics
{
    public static class HumanBones
    {
        private static readonly HumanBodyBones[] Known = All();

        // By the number of the bone.
        public static HumanBodyBones Of(int bone)
        {
            return Known[bone];
        }

        private static HumanBodyBones[] All()
        {
            var all = new HumanBodyBones[Bones.Count];
            for (int bone = 0; bone < all.Length; bone++)
            {
                all[bone] = (HumanBodyBones)Enum.Parse(
                    typeof(HumanBodyBones), UnityName(Bones.All[bone]));
            }
            return all;
        }

        private static string UnityName(string name)
        {
            string unity = char.ToUpperInvariant(name[0]) + name.Substring(1);
            if (unity.Contains("Thumb"))
            {
                unity = unity.Replace("Proximal", "Intermediate").Replace("Metacarpal", "Proximal");
            }
            return unity;
        }
    }
}
