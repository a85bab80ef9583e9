// The face of a VRM 0.x, whose expressions had other names.
#if KINESICS_UNIVRM0
using System.Collections.Generic;
using VRM;

namespace Kinesics
{
    public sealed class Vrm0Face : IFace
    {
        // Where a look is shown by shapes of the face, one of them is whole from here on.
        private const float WholeLookDeg = 30;

        private readonly VRMBlendShapeProxy proxy;
        private readonly bool hasEyeBones;
        private readonly Dictionary<string, BlendShapeKey> keys =
            new Dictionary<string, BlendShapeKey>();

        public Vrm0Face(VRMBlendShapeProxy proxy, bool hasEyeBones)
        {
            this.proxy = proxy;
            this.hasEyeBones = hasEyeBones;
            if (proxy.BlendShapeAvatar == null)
            {
                return;
            }
            foreach (BlendShapeClip clip in proxy.BlendShapeAvatar.Clips)
            {
                if (clip != null)
                {
                    keys[NewName(clip)] = clip.Key;
                }
            }
        }

        public string[] Names
        {
            get
            {
                var names = new string[keys.Count];
                keys.Keys.CopyTo(names, 0);
                return names;
            }
        }

        public void Show(string expression, float weight)
        {
            BlendShapeKey key;
            if (keys.TryGetValue(expression, out key))
            {
                proxy.ImmediatelySetValue(key, weight);
            }
        }

        public void TurnEyes(float yawDeg, float pitchDeg)
        {
            if (hasEyeBones)
            {
                return;
            }
            Show("lookLeft", Part(yawDeg));
            Show("lookRight", Part(-yawDeg));
            Show("lookUp", Part(pitchDeg));
            Show("lookDown", Part(-pitchDeg));
        }

        private static float Part(float deg)
        {
            return deg <= 0 ? 0 : System.Math.Min(1, deg / WholeLookDeg);
        }

        private static string NewName(BlendShapeClip clip)
        {
            switch (clip.Preset)
            {
                case BlendShapePreset.Joy:
                    return "happy";
                case BlendShapePreset.Sorrow:
                    return "sad";
                case BlendShapePreset.Fun:
                    return "relaxed";
                case BlendShapePreset.A:
                    return "aa";
                case BlendShapePreset.I:
                    return "ih";
                case BlendShapePreset.U:
                    return "ou";
                case BlendShapePreset.E:
                    return "ee";
                case BlendShapePreset.O:
                    return "oh";
                case BlendShapePreset.Blink_L:
                    return "blinkLeft";
                case BlendShapePreset.Blink_R:
                    return "blinkRight";
                case BlendShapePreset.Unknown:
                    // Surprise had no preset of its own, but most models have it by this name.
                    return clip.BlendShapeName == "Surprised" ? "surprised" : clip.BlendShapeName;
                default:
                    string name = clip.Preset.ToString();
                    return char.ToLowerInvariant(name[0]) + name.Substring(1);
            }
        }
    }
}
#endif
