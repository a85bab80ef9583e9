// Humanoids for tests: 55 bones in a T-pose, in Unity's axes, straight or as crooked as makers of
// models leave them.
using System.Collections.Generic;
using UnityEngine;

namespace Kinesics.Tests
{
    public static class Figures
    {
        private struct Joint
        {
            public HumanBodyBones Bone;
            public HumanBodyBones Parent;
            public Vector3 At;
        }

        // How many there were.
        public static int Built { get; private set; }

        public static GameObject Build(string name, bool crooked)
        {
            Built++;
            var model = new GameObject(name);
            var animator = model.AddComponent<Animator>();
            // A bone between the avatar and its hips that no humanoid knows, as most models have.
            Transform armature = Child("Armature", model.transform, Vector3.zero, crooked, 3);
            foreach (Joint joint in Joints())
            {
                bool first = joint.Bone == HumanBodyBones.Hips;
                Transform parent = first ? armature : animator.Bones[joint.Parent];
                Vector3 above = first ? Vector3.zero : animator.Bones[joint.Parent].position;
                Transform bone = Child(
                    joint.Bone.ToString(), parent, joint.At - above, crooked, (int)joint.Bone);
                animator.Bones[joint.Bone] = bone;
            }
            Describe(animator, model.transform);
            animator.runtimeAnimatorController = new RuntimeAnimatorController
            {
                // As in a project where a state has another name than the clip that it plays.
                animationClips = new[]
                {
                    new AnimationClip { name = "Wave" },
                    new AnimationClip { name = "Take 001" },
                },
                States = new[] { "Idle", "Wave" },
            };
            animator.speed = 0.8f;
            return model;
        }

        // The way of `along` in the world stays the same, however the bones are turned.
        private static Transform Child(
            string name, Transform parent, Vector3 along, bool crooked, int seed)
        {
            Transform child = new GameObject(name).transform;
            child.SetParent(parent, false);
            child.localPosition = parent.InverseTransformVector(along);
            if (crooked)
            {
                var axis = new Vector3(1 + seed % 3, 1 - seed % 5, 0.5f + seed % 7);
                child.localRotation = Quaternion.AngleAxis(25 + 31 * seed % 140, axis);
            }
            return child;
        }

        private static void Describe(Animator animator, Transform root)
        {
            var skeleton = new List<SkeletonBone>();
            Collect(root, skeleton);
            animator.avatar = new Avatar
            {
                humanDescription = new HumanDescription { skeleton = skeleton.ToArray() },
            };
        }

        private static void Collect(Transform from, List<SkeletonBone> into)
        {
            into.Add(new SkeletonBone { name = from.name, rotation = from.localRotation });
            foreach (Transform child in from.Children)
            {
                Collect(child, into);
            }
        }

        // Unity's axes: the avatar faces +z, and its left is -x.
        private static IEnumerable<Joint> Joints()
        {
            yield return At("Hips", "Hips", 0, 1, 0);
            yield return At("Spine", "Hips", 0, 1.1f, 0);
            yield return At("Chest", "Spine", 0, 1.2f, 0);
            yield return At("UpperChest", "Chest", 0, 1.3f, 0);
            yield return At("Neck", "UpperChest", 0, 1.5f, 0);
            yield return At("Head", "Neck", 0, 1.6f, 0);
            yield return At("Jaw", "Head", 0, 1.6f, 0.05f);
            foreach (string side in new[] { "Left", "Right" })
            {
                float x = side == "Left" ? -1 : 1;
                yield return At(side + "Eye", "Head", 0.03f * x, 1.7f, 0.1f);
                yield return At(side + "UpperLeg", "Hips", 0.1f * x, 0.9f, 0);
                yield return At(side + "LowerLeg", side + "UpperLeg", 0.1f * x, 0.5f, 0);
                yield return At(side + "Foot", side + "LowerLeg", 0.1f * x, 0.1f, 0);
                yield return At(side + "Toes", side + "Foot", 0.1f * x, 0, 0.1f);
                yield return At(side + "Shoulder", "UpperChest", 0.05f * x, 1.4f, 0);
                yield return At(side + "UpperArm", side + "Shoulder", 0.15f * x, 1.4f, 0);
                yield return At(side + "LowerArm", side + "UpperArm", 0.45f * x, 1.4f, 0);
                yield return At(side + "Hand", side + "LowerArm", 0.7f * x, 1.4f, 0);
                foreach (string finger in new[] { "Thumb", "Index", "Middle", "Ring", "Little" })
                {
                    string bone = side + finger;
                    float z = finger == "Thumb" ? 0.05f : 0;
                    yield return At(bone + "Proximal", side + "Hand", 0.75f * x, 1.4f, z);
                    yield return At(bone + "Intermediate", bone + "Proximal", 0.8f * x, 1.4f, z);
                    yield return At(bone + "Distal", bone + "Intermediate", 0.85f * x, 1.4f, z);
                }
            }
        }

        private static Joint At(string bone, string parent, float x, float y, float z)
        {
            var at = new Vector3(x, y, z);
            return new Joint { Bone = Named(bone), Parent = Named(parent), At = at };
        }

        private static HumanBodyBones Named(string bone)
        {
            return (HumanBodyBones)System.Enum.Parse(typeof(HumanBodyBones), bone);
        }
    }
}
