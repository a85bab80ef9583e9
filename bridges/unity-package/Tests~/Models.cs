// The avatar of a scene for tests, as its options want it, with a face.
using System;
using Kinesics.Tools;
using UnityEngine;

namespace Kinesics.Tests
{
    public static class Models
    {
        // Or null for none.
        public static GameObject Build(Options options)
        {
            if (options.Has("--none"))
            {
                return null;
            }
            GameObject model = BuildOne(options);
            if (options.Has("--prefab"))
            {
                model.Made = () => BuildOne(options);
                World.Remove(model);
            }
            return model;
        }

        private static GameObject BuildOne(Options options)
        {
            GameObject model = Figures.Build("Kini", options.Has("--crooked"));
            AddFace(model, options.Has("--broken"));
            var animator = model.GetComponent<Animator>();
            Transform left = animator.Bones[HumanBodyBones.LeftUpperArm];
            Transform right = animator.Bones[HumanBodyBones.RightUpperArm];
            if (options.Has("--posed"))
            {
                left.localRotation = Quaternion.AngleAxis(50, new Vector3(1, 2, 3));
            }
            if (options.Has("--undescribed"))
            {
                animator.avatar = new Avatar();
            }
            if (options.Has("--idles"))
            {
                Quaternion down = Quaternion.AngleAxis(60, new Vector3(0, 0, 1));
                animator.Idle = right.localRotation * down;
            }
            if (options.Has("--still"))
            {
                animator.runtimeAnimatorController = null;
            }
            if (options.Has("--eyeless"))
            {
                animator.Bones.Remove(HumanBodyBones.LeftEye);
                animator.Bones.Remove(HumanBodyBones.RightEye);
            }
            return model;
        }

        private static void AddFace(GameObject model, bool broken)
        {
#if KINESICS_VRM1
            model.AddComponent<UniVRM10.Vrm10Instance>();
#elif KINESICS_UNIVRM0
            model.AddComponent<VRM.VRMBlendShapeProxy>();
#else
            var mesh = new GameObject("Face");
            mesh.transform.SetParent(model.transform, false);
            mesh.AddComponent<SkinnedMeshRenderer>().sharedMesh = new Mesh
            {
                Shapes = broken ? null : new[] { "Happy", "blink", "aa", "cheekPuff" },
            };
#endif
        }
    }
}
