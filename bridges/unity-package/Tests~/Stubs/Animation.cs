// A stand-in for Unity's Animator: knows the bones of a humanoid, and moves some of them by itself
// while a state plays.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public enum HumanBodyBones
    {
        Hips,
        LeftUpperLeg,
        RightUpperLeg,
        LeftLowerLeg,
        RightLowerLeg,
        LeftFoot,
        RightFoot,
        Spine,
        Chest,
        Neck,
        Head,
        LeftShoulder,
        RightShoulder,
        LeftUpperArm,
        RightUpperArm,
        LeftLowerArm,
        RightLowerArm,
        LeftHand,
        RightHand,
        LeftToes,
        RightToes,
        LeftEye,
        RightEye,
        Jaw,
        LeftThumbProximal,
        LeftThumbIntermediate,
        LeftThumbDistal,
        LeftIndexProximal,
        LeftIndexIntermediate,
        LeftIndexDistal,
        LeftMiddleProximal,
        LeftMiddleIntermediate,
        LeftMiddleDistal,
        LeftRingProximal,
        LeftRingIntermediate,
        LeftRingDistal,
        LeftLittleProximal,
        LeftLittleIntermediate,
        LeftLittleDistal,
        RightThumbProximal,
        RightThumbIntermediate,
        RightThumbDistal,
        RightIndexProximal,
        RightIndexIntermediate,
        RightIndexDistal,
        RightMiddleProximal,
        RightMiddleIntermediate,
        RightMiddleDistal,
        RightRingProximal,
        RightRingIntermediate,
        RightRingDistal,
        RightLittleProximal,
        RightLittleIntermediate,
        RightLittleDistal,
        UpperChest,
        LastBone,
    }

    public struct SkeletonBone
    {
        public string name;
        public Vector3 position;
        public Quaternion rotation;
        public Vector3 scale;
    }

    public struct HumanDescription
    {
        public SkeletonBone[] skeleton;
    }

    public sealed class Avatar : Object
    {
        public bool isHuman = true;
        public HumanDescription humanDescription;
    }

    public sealed class AnimationClip : Object
    {
    }

    public sealed class RuntimeAnimatorController : Object
    {
        public AnimationClip[] animationClips;
        public string[] States;
    }

    public struct AnimatorStateInfo
    {
        public int fullPathHash { get; set; }
    }

    public sealed class Animator : Behaviour
    {
        public readonly Dictionary<HumanBodyBones, Transform> Bones =
            new Dictionary<HumanBodyBones, Transform>();

        public string State = "Idle";
        public Quaternion Waved = Quaternion.AngleAxis(77, new Vector3(1, 2, 3));

        // Where the arm that waves is while it does not; null for wherever it was left.
        public Quaternion? Idle;
        private float playedS;

        public Avatar avatar { get; set; }

        public RuntimeAnimatorController runtimeAnimatorController { get; set; }

        public float speed { get; set; } = 1;

        public bool isHuman
        {
            get { return Bones.Count > 0; }
        }

        public static int StringToHash(string name)
        {
            return name.GetHashCode();
        }

        public Transform GetBoneTransform(HumanBodyBones bone)
        {
            Transform found;
            return Bones.TryGetValue(bone, out found) ? found : null;
        }

        public bool HasState(int layer, int state)
        {
            // Before the first frame it may not know them yet.
            return World.HasBegun && layer == 0 && Name(state) != null;
        }

        public AnimatorStateInfo GetCurrentAnimatorStateInfo(int layer)
        {
            return new AnimatorStateInfo { fullPathHash = StringToHash(State) };
        }

        public void CrossFadeInFixedTime(int state, float fadeS, int layer)
        {
            State = Name(state);
            playedS = 0;
        }

        // Called by the loop between Update and LateUpdate.
        private void Animate()
        {
            playedS += Time.deltaTime * speed;
            Quaternion? arm = State == "Wave" ? Waved : Idle;
            if (runtimeAnimatorController != null && arm.HasValue)
            {
                Bones[HumanBodyBones.RightUpperArm].localRotation = arm.Value;
            }
        }

        private string Name(int state)
        {
            return Array.Find(
                runtimeAnimatorController.States, one => StringToHash(one) == state);
        }
    }
}
