// A stand-in for what else of Unity we call: time, log, meshes, attributes.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public static class Time
    {
        public static float deltaTime { get; set; }

        public static float unscaledDeltaTime { get; set; }
    }

    public enum RuntimePlatform
    {
        LinuxPlayer = 13,
        WebGLPlayer = 17,
    }

    public static class Application
    {
        public static RuntimePlatform platform { get; set; } = RuntimePlatform.LinuxPlayer;

        public static bool runInBackground { get; set; }

        public static bool isPlaying { get; set; } = true;
    }

    public struct Rect
    {
        public Rect(float x, float y, float width, float height)
        {
        }
    }

    public static class GUI
    {
        public static readonly List<string> Labels = new List<string>();

        public static void Label(Rect where, string text)
        {
            Labels.Add(text);
        }
    }

    public static class Debug
    {
        public static readonly List<string> Told = new List<string>();

        public static void Log(object text)
        {
            Tell("log", text);
        }

        public static void LogWarning(object text)
        {
            Tell("warning", text);
        }

        public static void LogError(object text)
        {
            Tell("error", text);
        }

        public static void LogError(object text, Object about)
        {
            Tell("error", text);
        }

        private static void Tell(string level, object text)
        {
            lock (Told)
            {
                Told.Add(level + ": " + text);
            }
        }
    }

    public sealed class Mesh : Object
    {
        public string[] Shapes = new string[0];

        public int blendShapeCount
        {
            get { return Shapes.Length; }
        }

        public string GetBlendShapeName(int number)
        {
            return Shapes[number];
        }
    }

    public sealed class SkinnedMeshRenderer : Component
    {
        public readonly Dictionary<int, float> Weights = new Dictionary<int, float>();

        public Mesh sharedMesh { get; set; }

        public void SetBlendShapeWeight(int number, float weight)
        {
            Weights[number] = weight;
        }
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeField : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class TooltipAttribute : Attribute
    {
        public TooltipAttribute(string text)
        {
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class AddComponentMenu : Attribute
    {
        public AddComponentMenu(string path)
        {
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class DisallowMultipleComponent : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class DefaultExecutionOrder : Attribute
    {
        public readonly int Order;

        public DefaultExecutionOrder(int order)
        {
            Order = order;
        }
    }
}
