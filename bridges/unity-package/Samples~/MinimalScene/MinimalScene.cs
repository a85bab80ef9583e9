// Puts an avatar on the wire, and shows on the screen how it goes. Put this on an empty object,
// drag an avatar from the scene onto "Model", and press Play.
using Kinesics;
using UnityEngine;

public sealed class MinimalScene : MonoBehaviour
{
    [SerializeField]
    private GameObject model = null;

    [SerializeField]
    private int port = 5555;

    private KinesicsAvatar avatar;

    private void Start()
    {
        // Switched off, so that it begins only when it knows what it needs.
        var holder = new GameObject("Kinesics Avatar");
        holder.SetActive(false);
        avatar = holder.AddComponent<KinesicsAvatar>();
        avatar.Configure(model, port, "127.0.0.1", "");
        holder.SetActive(true);
    }

    private void OnGUI()
    {
        string how = avatar.Trouble.Length > 0
            ? avatar.Trouble
            : "port " + avatar.Port + ", clients " + avatar.Clients
                + ", commands " + avatar.Commands;
        GUI.Label(new Rect(10, 10, 800, 40), how);
        GUI.Label(new Rect(10, 40, 800, 40), avatar.LastError);
    }
}
