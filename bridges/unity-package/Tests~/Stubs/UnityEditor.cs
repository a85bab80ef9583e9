// A stand-in for what of Unity's editor we call: an inspector that keeps its lines.
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityEditor
{
    public enum MessageType
    {
        Info,
        Warning,
        Error,
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CustomEditor : Attribute
    {
        public CustomEditor(Type inspected)
        {
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        public MenuItem(string path, bool validates, int priority)
        {
        }
    }

    public class Editor
    {
        public UnityEngine.Object target { get; set; }

        public virtual bool RequiresConstantRepaint()
        {
            return false;
        }

        public virtual void OnInspectorGUI()
        {
        }

        public bool DrawDefaultInspector()
        {
            return false;
        }
    }

    public static class EditorGUILayout
    {
        public static readonly List<string> Lines = new List<string>();

        public static void LabelField(string name, string value)
        {
            Lines.Add(name + ": " + value);
        }

        public static void HelpBox(string text, MessageType kind)
        {
            Lines.Add(kind + ": " + text);
        }
    }

    public static class EditorApplication
    {
        public static double timeSinceStartup { get; set; }
    }

    public static class Undo
    {
        public static void RegisterCreatedObjectUndo(UnityEngine.Object made, string name)
        {
        }
    }

    public static class Selection
    {
        public static GameObject activeGameObject { get; set; }
    }
}
