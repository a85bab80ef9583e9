// The commands of an avatar, by the names that they have on the wire.
namespace Kinesics
{
    public enum CommandName
    {
        LoadVrm,
        LoadModel,
        UnloadModel,
        SetExpression,
        ResetExpressions,
        SetViseme,
        Blink,
        SetAutoBlink,
        LookAt,
        SetAutoHeadMovement,
        SetTransitionSpeed,
        PlayAnimation,
        SetBone,
        SetPose,
        Hello,
        Ping,
        Batch,
        Unknown = -1,
    }

    public static class CommandNames
    {
        // In the order of the numbers above.
        public static readonly Names All = new Names(
            17,
            "load_vrm", "load_model", "unload_model", "set_expression", "reset_expressions",
            "set_viseme", "blink", "set_auto_blink", "look_at", "set_auto_head_movement",
            "set_transition_speed", "play_animation", "set_bone", "set_pose",
            "hello", "ping", "batch");

        // Those that a hello lists.
        public static string[] OfAvatar()
        {
            var own = new string[(int)CommandName.Hello];
            System.Array.Copy(All.ToArray(), own, own.Length);
            return own;
        }
    }
}
