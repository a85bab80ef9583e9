// How the transforms of a humanoid are turned in its T-pose. Where Unity does not tell, they are
// taken as they are, so that the avatar should stand in its T-pose when it is given to us.
using System.Collections.Generic;
using UnityEngine;

namespace Kinesics
{
    public static class TPose
    {
        // By the names of the transforms.
        public static Dictionary<string, Quaternion> Of(Animator animator)
        {
            var rotations = new Dictionary<string, Quaternion>();
#if UNITY_2019_3_OR_NEWER
            bool isHuman = animator.avatar != null && animator.avatar.isHuman;
            SkeletonBone[] bones = isHuman ? animator.avatar.humanDescription.skeleton : null;
            // One that an older Unity has imported is not described.
            for (int i = 0; bones != null && i < bones.Length; i++)
            {
                if (!rotations.ContainsKey(bones[i].name))
                {
                    rotations[bones[i].name] = bones[i].rotation;
                }
            }
#endif
            return rotations;
        }

        public static Quaternion Rotation(Dictionary<string, Quaternion> tPose, Transform of)
        {
            Quaternion told;
            return tPose.TryGetValue(of.name, out told) ? told : of.localRotation;
        }
    }
}
