// A scene with an avatar and our component, in the stand-in for Unity. Frames pass only when a line
// on its input says so, and each line is answered with one line of JSON:
//
//   step COUNT SECONDS   lets frames pass
//   where BONE           where it is in the world
//   local BONE           how its transform is turned
//   faces BONE           how many degrees it has turned to the avatar's left since the start
//   face                 what the model's face shows
//   state                what the component says about itself
//   models               the names of the avatars that are in the scene
//   everywhere           the names of all avatars that there are, in the scene or not
//   built                how many avatars there were
//   prefab               whether no bone of the prefab was turned
//   animator             the state that the avatar's animator plays, and its speed
//   set FIELD true       as the inspector sets a field of the component; or false
//   configure            gives the component the avatar that it began with
//   end                  ends the play
//   log                  what was logged
//   enable | disable     the component
//   inspect SECONDS      what the inspector shows so long after the last time
//   menu                 ends the play, makes a component by the menu, and selects it
//
// Options: --crooked for bones turned at random, --turned for an avatar that stands turned and
// scaled in the scene, --posed for one that does not stand in its T-pose, --undescribed for one of
// whose T-pose Unity does not tell, --none for no avatar, --token T, --address A, --port N.
// --prefab for one that is not in the scene, --broken for one whose face cannot be read, --idles
// for one whose animator lowers the right arm, --still for one without an animation, --eyeless for
// one without bones of the eyes, --webgl for a page in a browser.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;
using Kinesics.Tools;
using UnityEditor;
using UnityEngine;

namespace Kinesics.Tests
{
    public static class SceneBody
    {
        private static readonly KinesicsAvatarEditor inspector = new KinesicsAvatarEditor();
        private static readonly Dictionary<string, Quaternion> atFirst =
            new Dictionary<string, Quaternion>();

        private static KinesicsAvatar avatar;
        private static Transform stand;
        private static GameObject given;

        public static int Main(string[] arguments)
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Build(new Options(arguments));
            string line;
            while ((line = Console.In.ReadLine()) != null)
            {
                Console.WriteLine(Answer(line.Split(' ')));
                Console.Out.Flush();
            }
            avatar.enabled = false;
            return 0;
        }

        private static void Build(Options options)
        {
            if (options.Has("--webgl"))
            {
                Application.platform = RuntimePlatform.WebGLPlayer;
            }
            GameObject model = given = Models.Build(options);
            foreach (Transform bone in model == null
                ? new Transform[0]
                : model.GetComponentsInChildren<Transform>(true))
            {
                atFirst[bone.name] = bone.rotation;
            }
            var scene = new GameObject("Stage");
            stand = scene.transform;
            if (options.Has("--turned"))
            {
                stand.localPosition = new Vector3(3, 1, -2);
                stand.localRotation = Quaternion.AngleAxis(120, new Vector3(0.3f, 1, -0.2f));
                stand.localScale = 2 * Vector3.one;
            }
            if (model != null && model.Made == null)
            {
                model.transform.SetParent(stand, false);
            }
            scene.SetActive(false);
            avatar = scene.AddComponent<KinesicsAvatar>();
            avatar.Configure(
                model,
                (int)options.Number("--port", 0),
                options.Text("--address", "127.0.0.1"),
                options.Text("--token", ""));
            scene.SetActive(true);
            inspector.target = avatar;
        }

        private static string Answer(string[] words)
        {
            switch (words[0])
            {
                case "step":
                    for (int left = int.Parse(words[1]); left > 0; left--)
                    {
                        World.Step(float.Parse(words[2], CultureInfo.InvariantCulture));
                    }
                    return "true";
                case "where":
                    // As the avatar sees it, so that how it stands in the scene does not matter.
                    Vector3 at = stand.InverseTransformPoint(Bone(words[1]).position);
                    return Numbers(at.x, at.y, at.z);
                case "local":
                    Quaternion turn = Bone(words[1]).localRotation;
                    return Numbers(turn.x, turn.y, turn.z, turn.w);
                case "faces":
                    return Shown(LeftOf(words[1]));
                case "face":
                    return Face();
                case "state":
                    return State();
                case "models":
                    Animator[] all = stand.gameObject.GetComponentsInChildren<Animator>(false);
                    return Texts(new List<Animator>(all).ConvertAll(one => one.name));
                case "everywhere":
                    Animator[] living = World.Living<Animator>();
                    return Texts(new List<Animator>(living).ConvertAll(one => one.name));
                case "built":
                    return Figures.Built.ToString();
                case "prefab":
                    return IsUntouched(given) ? "true" : "false";
                case "animator":
                    Animator first = First();
                    return Texts(new List<string> { first.State, Shown(first.speed) });
                case "set":
                    Set(words[1], words[2]);
                    return "true";
                case "configure":
                    avatar.Configure(given, 0, "127.0.0.1", "");
                    return "true";
                case "end":
                    avatar.enabled = false;
                    UnityEngine.Object.DestroyImmediate(stand.gameObject);
                    Application.isPlaying = false;
                    return "true";
                case "log":
                    return Texts(Debug.Told);
                case "inspect":
                    return Inspect(double.Parse(words[1], CultureInfo.InvariantCulture));
                case "menu":
                    Application.isPlaying = false;
                    Selection.activeGameObject = stand.gameObject;
                    KinesicsMenu.Create();
                    inspector.target = Selection.activeGameObject.GetComponent<KinesicsAvatar>();
                    return Quoted(Selection.activeGameObject.name);
                default:
                    avatar.enabled = words[0] == "enable";
                    return "true";
            }
        }

        private static Animator First()
        {
            var found = stand.gameObject.GetComponentInChildren<Animator>(false);
            if (found == null)
            {
                throw new InvalidOperationException("no avatar is there");
            }
            return found;
        }

        private static Transform Bone(string name)
        {
            return First().GetBoneTransform(
                (HumanBodyBones)Enum.Parse(typeof(HumanBodyBones), name));
        }

        private static bool IsUntouched(GameObject prefab)
        {
            return Array.TrueForAll(
                prefab.GetComponentsInChildren<Transform>(true),
                one => one.parent == null
                    || one.localRotation.Equals(Quaternion.identity));
        }

        // As the inspector would while the scene plays.
        private static void Set(string field, string value)
        {
            FieldInfo found = typeof(KinesicsAvatar).GetField(
                field, BindingFlags.Instance | BindingFlags.NonPublic);
            found.SetValue(avatar, value == "true");
        }

        private static float LeftOf(string name)
        {
            Transform bone = Bone(name);
            Quaternion since = bone.rotation * Quaternion.Inverse(atFirst[name]);
            Vector3 ahead = since * (stand.rotation * new Vector3(0, 0, 1));
            Vector3 seen = Quaternion.Inverse(stand.rotation) * ahead;
            return (float)(Math.Atan2(-seen.x, seen.z) * 180 / Math.PI);
        }

        private static string Face()
        {
            var shown = new SortedDictionary<string, float>(StringComparer.Ordinal);
            GameObject scene = stand.gameObject;
#if KINESICS_VRM1
            foreach (var face in scene.GetComponentsInChildren<UniVRM10.Vrm10Instance>(false))
            {
                shown = face.Shown;
            }
#elif KINESICS_UNIVRM0
            foreach (var face in scene.GetComponentsInChildren<VRM.VRMBlendShapeProxy>(false))
            {
                shown = face.Shown;
            }
#else
            foreach (var mesh in scene.GetComponentsInChildren<SkinnedMeshRenderer>(false))
            {
                foreach (KeyValuePair<int, float> one in mesh.Weights)
                {
                    shown[mesh.sharedMesh.GetBlendShapeName(one.Key)] = one.Value;
                }
            }
#endif
            var writer = new LineWriter().Raw("{");
            foreach (KeyValuePair<string, float> one in shown)
            {
                writer.Raw(writer.Length == 1 ? "" : ",").Text(one.Key).Raw(":" + Shown(one.Value));
            }
            return Ended(writer.Raw("}"));
        }

        private static string State()
        {
            var writer = new LineWriter().Raw("{\"port\":").Whole(avatar.Port);
            writer.Raw(",\"clients\":").Whole(avatar.Clients);
            writer.Raw(",\"writer\":").Text(avatar.Writer);
            writer.Raw(",\"commands\":").Whole(avatar.Commands);
            writer.Raw(",\"frames\":").Whole(avatar.Frames);
            writer.Raw(",\"last_error\":").Text(avatar.LastError);
            writer.Raw(",\"trouble\":").Text(avatar.Trouble);
            writer.Raw(",\"in_background\":").Raw(Application.runInBackground ? "true" : "false");
            return Ended(writer.Raw("}"));
        }

        private static string Inspect(double afterS)
        {
            EditorGUILayout.Lines.Clear();
            EditorApplication.timeSinceStartup += afterS;
            inspector.OnInspectorGUI();
            return Texts(EditorGUILayout.Lines);
        }

        private static string Texts(List<string> texts)
        {
            var writer = new LineWriter().Raw("[");
            lock (texts)
            {
                foreach (string text in texts)
                {
                    writer.Raw(writer.Length == 1 ? "" : ",").Text(text);
                }
            }
            return Ended(writer.Raw("]"));
        }

        private static string Quoted(string text)
        {
            return Ended(new LineWriter().Text(text));
        }

        private static string Numbers(params float[] numbers)
        {
            return "[" + string.Join(",", Array.ConvertAll(numbers, Shown)) + "]";
        }

        private static string Shown(float number)
        {
            return number.ToString("R", CultureInfo.InvariantCulture);
        }

        private static string Ended(LineWriter writer)
        {
            return System.Text.Encoding.ASCII.GetString(writer.ToArray());
        }
    }
}
