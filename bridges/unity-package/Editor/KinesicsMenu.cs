// The entry in the menu GameObject that puts our component into a scene.
using UnityEditor;
using UnityEngine;

namespace Kinesics
{
    public static class KinesicsMenu
    {
        [MenuItem("GameObject/Kinesics/Kinesics Avatar", false, 10)]
        public static void Create()
        {
            GameObject chosen = Selection.activeGameObject;
            var made = new GameObject("Kinesics Avatar");
            var avatar = made.AddComponent<KinesicsAvatar>();
            // Whoever selects an avatar and asks for this means that one.
            if (chosen != null && chosen.GetComponentInChildren<Animator>(true) != null)
            {
                avatar.Configure(chosen, 5555, "127.0.0.1", "");
            }
            Undo.RegisterCreatedObjectUndo(made, "Create Kinesics Avatar");
            Selection.activeGameObject = made;
        }
    }
}
