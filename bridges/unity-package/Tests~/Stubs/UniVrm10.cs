// A stand-in for UniVRM 1.0: a model whose face is shown in LateUpdate, and a loader that takes two
// frames.
#if KINESICS_VRM1
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine;

namespace UniVRM10
{
    public enum ExpressionPreset
    {
        custom,
        happy,
        angry,
        sad,
        aa,
        blink,
        blinkLeft,
        blinkRight,
    }

    public enum ControlRigGenerationOption
    {
        None,
        Generate,
    }

    public struct ExpressionKey
    {
        public readonly ExpressionPreset Preset;
        public readonly string Name;

        public ExpressionKey(ExpressionPreset preset, string name)
        {
            Preset = preset;
            Name = name;
        }
    }

    public sealed class Vrm10RuntimeExpression
    {
        public readonly Dictionary<ExpressionKey, float> Weights =
            new Dictionary<ExpressionKey, float>();

        private readonly List<ExpressionKey> keys = new List<ExpressionKey>();

        public Vrm10RuntimeExpression()
        {
            foreach (ExpressionPreset preset in Enum.GetValues(typeof(ExpressionPreset)))
            {
                bool custom = preset == ExpressionPreset.custom;
                keys.Add(new ExpressionKey(preset, custom ? "cheekPuff" : preset.ToString()));
            }
        }

        public IReadOnlyList<ExpressionKey> ExpressionKeys
        {
            get { return keys; }
        }

        public void SetWeight(ExpressionKey key, float weight)
        {
            Weights[key] = weight;
        }
    }

    public sealed class Vrm10RuntimeLookAt
    {
        public float Yaw;
        public float Pitch;

        public void SetYawPitchManually(float yaw, float pitch)
        {
            Yaw = yaw;
            Pitch = pitch;
        }
    }

    public sealed class Vrm10Runtime
    {
        public readonly Vrm10RuntimeExpression Expression = new Vrm10RuntimeExpression();
        public readonly Vrm10RuntimeLookAt LookAt = new Vrm10RuntimeLookAt();
    }

    public static class VRM10ObjectLookAt
    {
        public enum LookAtTargetTypes
        {
            SpecifiedTransform,
            YawPitchValue,
        }
    }

    [DefaultExecutionOrder(11000)]
    public sealed class Vrm10Instance : MonoBehaviour
    {
        public readonly SortedDictionary<string, float> Shown =
            new SortedDictionary<string, float>(StringComparer.Ordinal);

        public Vrm10Runtime Runtime = new Vrm10Runtime();
        public VRM10ObjectLookAt.LookAtTargetTypes LookAtTargetType;

        private void LateUpdate()
        {
            foreach (KeyValuePair<ExpressionKey, float> one in Runtime.Expression.Weights)
            {
                Shown[one.Key.Name] = one.Value;
            }
            if (LookAtTargetType == VRM10ObjectLookAt.LookAtTargetTypes.YawPitchValue)
            {
                Shown["yaw"] = Runtime.LookAt.Yaw;
                Shown["pitch"] = Runtime.LookAt.Pitch;
            }
        }
    }

    public static class Vrm10
    {
        public static async Task<Vrm10Instance> LoadPathAsync(
            string path,
            bool canLoadVrm0X = true,
            ControlRigGenerationOption controlRigGenerationOption =
                ControlRigGenerationOption.Generate,
            bool showMeshes = true)
        {
            var read = new TaskCompletionSource<bool>();
            World.NextFrame(() => World.NextFrame(() => read.SetResult(true)));
            await read.Task;
            string content = System.IO.File.ReadAllText(path);
            if (!content.StartsWith("a model"))
            {
                throw new FormatException("it is no glTF");
            }
            GameObject model = Kinesics.Tests.Figures.Build(
                System.IO.Path.GetFileNameWithoutExtension(path), true);
            var instance = model.AddComponent<Vrm10Instance>();
            if (content == "a model without a face")
            {
                instance.Runtime = null;
            }
            return instance;
        }
    }
}
#endif
