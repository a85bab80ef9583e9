// A stand-in for UniVRM 0.x: clips with a preset or a name of their own, and a loader that hides
// what it loads.
#if KINESICS_UNIVRM0
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine;

namespace VRM
{
    public enum BlendShapePreset
    {
        Unknown,
        Neutral,
        A,
        I,
        U,
        E,
        O,
        Blink,
        Joy,
        Angry,
        Sorrow,
        Fun,
        LookUp,
        LookDown,
        LookLeft,
        LookRight,
        Blink_L,
        Blink_R,
    }

    public struct BlendShapeKey
    {
        public readonly string Name;

        public BlendShapeKey(string name)
        {
            Name = name;
        }
    }

    public sealed class BlendShapeClip : UnityEngine.Object
    {
        public string BlendShapeName;
        public BlendShapePreset Preset;

        public BlendShapeKey Key
        {
            get { return new BlendShapeKey(BlendShapeName); }
        }
    }

    public sealed class BlendShapeAvatar : UnityEngine.Object
    {
        public List<BlendShapeClip> Clips = new List<BlendShapeClip>();
    }

    public sealed class VRMBlendShapeProxy : MonoBehaviour
    {
        public readonly SortedDictionary<string, float> Shown =
            new SortedDictionary<string, float>(StringComparer.Ordinal);

        public BlendShapeAvatar BlendShapeAvatar = new BlendShapeAvatar();

        public VRMBlendShapeProxy()
        {
            foreach (BlendShapePreset preset in Enum.GetValues(typeof(BlendShapePreset)))
            {
                bool own = preset == BlendShapePreset.Unknown;
                BlendShapeAvatar.Clips.Add(
                    new BlendShapeClip
                    {
                        Preset = preset,
                        BlendShapeName = own ? "Surprised" : preset.ToString(),
                    });
            }
        }

        public void ImmediatelySetValue(BlendShapeKey key, float weight)
        {
            Shown[key.Name] = weight;
        }
    }

    public sealed class RuntimeGltfInstance : MonoBehaviour
    {
        public bool IsShown { get; private set; }

        public void ShowMeshes()
        {
            IsShown = true;
        }
    }

    public static class VrmUtility
    {
        public static Task<RuntimeGltfInstance> LoadAsync(string path)
        {
            GameObject model = Kinesics.Tests.Figures.Build(
                System.IO.Path.GetFileNameWithoutExtension(path), true);
            model.AddComponent<VRMBlendShapeProxy>();
            return Task.FromResult(model.AddComponent<RuntimeGltfInstance>());
        }
    }
}
#endif
