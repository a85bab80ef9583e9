// Which kind of face a model has, by what is installed and what it is made of.
using UnityEngine;
#if KINESICS_VRM1
using UniVRM10;
#endif
#if KINESICS_UNIVRM0
using VRM;
#endif

namespace Kinesics
{
    public static class Faces
    {
        public static IFace Of(GameObject model)
        {
#if KINESICS_VRM1
            var newer = model.GetComponentInChildren<Vrm10Instance>(true);
            if (newer != null)
            {
                return new Vrm10Face(newer);
            }
#endif
#if KINESICS_UNIVRM0
            var older = model.GetComponentInChildren<VRMBlendShapeProxy>(true);
            if (older != null)
            {
                var animator = model.GetComponentInChildren<Animator>(true);
                bool hasEyes = animator != null && animator.isHuman
                    && animator.GetBoneTransform(HumanBodyBones.LeftEye) != null;
                return new Vrm0Face(older, hasEyes);
            }
#endif
            return new MeshFace(model);
        }
    }
}
