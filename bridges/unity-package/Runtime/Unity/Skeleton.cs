// The bones of a humanoid, and how to turn them as if it stood in a T-pose with all bones straight,
// whatever rotations its maker has given them.
using System.Collections.Generic;
using UnityEngine;

namespace Kinesics
{
    public sealed class Skeleton
    {
        private readonly Transform root;
        private readonly Transform[] bones = new Transform[Bones.Count];

        // Of each bone in the T-pose: its own rotation, and that of its parent within the avatar.
        private readonly Quaternion[] rest = new Quaternion[Bones.Count];
        private readonly Quaternion[] parentRest = new Quaternion[Bones.Count];
        private readonly Vector3 hipsRest;

        public Skeleton(Animator animator)
        {
            root = animator.transform;
            Dictionary<string, Quaternion> tPose = TPose.Of(animator);
            for (int bone = 0; bone < bones.Length; bone++)
            {
                Transform found = animator.GetBoneTransform(HumanBones.Of(bone));
                if (found == null)
                {
                    continue;
                }
                bones[bone] = found;
                rest[bone] = TPose.Rotation(tPose, found);
                parentRest[bone] = WithinRoot(tPose, found.parent);
            }
            Transform hips = bones[Bones.Hips];
            hipsRest = hips == null ? Vector3.zero : hips.localPosition;
        }

        // Above the feet, in metres of the avatar.
        public float EyesY
        {
            get
            {
                Transform eye = bones[Bones.LeftEye];
                if (eye == null)
                {
                    eye = bones[Bones.Head];
                }
                return eye == null ? 1.5f : root.InverseTransformPoint(eye.position).y;
            }
        }

        // `share` of the way from where it is.
        public void Turn(int bone, Turn turn, float share)
        {
            Transform at = bones[bone];
            if (at == null)
            {
                return;
            }
            Quaternion parent = parentRest[bone];
            Quaternion straight = Axes.ToUnity(turn);
            Quaternion there = Quaternion.Inverse(parent) * straight * parent * rest[bone];
            at.localRotation = share < 1
                ? Quaternion.Slerp(at.localRotation, there, share)
                : there;
        }

        public void MoveHips(Vector3 metres, float share)
        {
            Transform hips = bones[Bones.Hips];
            if (hips == null)
            {
                return;
            }
            Vector3 away = root.TransformVector(metres);
            Transform parent = hips.parent;
            Vector3 there = hipsRest
                + (parent == null ? away : parent.InverseTransformVector(away));
            hips.localPosition = share < 1 ? Vector3.Lerp(hips.localPosition, there, share) : there;
        }

        // Down from the avatar itself, so that how it stands in the scene does not matter.
        private Quaternion WithinRoot(Dictionary<string, Quaternion> tPose, Transform of)
        {
            Quaternion whole = Quaternion.identity;
            for (Transform at = of; at != null && at != root; at = at.parent)
            {
                whole = TPose.Rotation(tPose, at) * whole;
            }
            return whole;
        }
    }
}
