// What the inspector shows of our component while the scene plays: who is there, and how it goes.
using UnityEditor;
using UnityEngine;

namespace Kinesics
{
    [CustomEditor(typeof(KinesicsAvatar))]
    public sealed class KinesicsAvatarEditor : Editor
    {
        private const double RateEveryS = 0.5;

        private double countedAtS;
        private long commands;
        private long frames;
        private double commandsPerS;
        private double framesPerS;

        public override bool RequiresConstantRepaint()
        {
            return Application.isPlaying;
        }

        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            if (!Application.isPlaying)
            {
                EditorGUILayout.HelpBox(
                    "Press Play, then start Kinesics with its Unity bridge.", MessageType.Info);
                return;
            }
            var avatar = (KinesicsAvatar)target;
            if (avatar.Trouble.Length > 0)
            {
                EditorGUILayout.HelpBox(avatar.Trouble, MessageType.Error);
                return;
            }
            Count(avatar);
            EditorGUILayout.LabelField("Listens on port", avatar.Port.ToString());
            EditorGUILayout.LabelField("Clients", avatar.Clients.ToString());
            EditorGUILayout.LabelField("Driven by", Driver(avatar));
            EditorGUILayout.LabelField("Commands per second", commandsPerS.ToString("F0"));
            EditorGUILayout.LabelField("New frames per second", framesPerS.ToString("F0"));
            if (avatar.LastError.Length > 0)
            {
                EditorGUILayout.HelpBox(avatar.LastError, MessageType.Warning);
            }
        }

        private static string Driver(KinesicsAvatar avatar)
        {
            if (!avatar.IsDriven)
            {
                return "nobody";
            }
            return avatar.Writer.Length == 0 ? "a client without a name" : avatar.Writer;
        }

        private void Count(KinesicsAvatar avatar)
        {
            double now = EditorApplication.timeSinceStartup, passed = now - countedAtS;
            if (passed < RateEveryS)
            {
                return;
            }
            commandsPerS = (avatar.Commands - commands) / passed;
            framesPerS = (avatar.Frames - frames) / passed;
            commands = avatar.Commands;
            frames = avatar.Frames;
            countedAtS = now;
        }
    }
}
