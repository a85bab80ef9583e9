// The face of a VRM 1.0, or of a VRM 0.x that UniVRM 1.0 has made one of.
#if KINESICS_VRM1
using System.Collections.Generic;
using UniVRM10;

namespace Kinesics
{
    public sealed class Vrm10Face : IFace
    {
        private readonly Vrm10Instance model;
        private readonly Dictionary<string, ExpressionKey> keys =
            new Dictionary<string, ExpressionKey>();

        public Vrm10Face(Vrm10Instance model)
        {
            this.model = model;
            model.LookAtTargetType = VRM10ObjectLookAt.LookAtTargetTypes.YawPitchValue;
            foreach (ExpressionKey key in model.Runtime.Expression.ExpressionKeys)
            {
                string preset = key.Preset.ToString();
                keys[preset == "custom" ? key.Name : preset] = key;
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
            ExpressionKey key;
            if (keys.TryGetValue(expression, out key))
            {
                model.Runtime.Expression.SetWeight(key, weight);
            }
        }

        // There, yaw grows to the avatar's right.
        public void TurnEyes(float yawDeg, float pitchDeg)
        {
            model.Runtime.LookAt.SetYawPitchManually(-yawDeg, pitchDeg);
        }
    }
}
#endif
