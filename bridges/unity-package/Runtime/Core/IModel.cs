// What is seen: an avatar of any make, or none. All of it is called on the main thread.
namespace Kinesics
{
    public interface IModel
    {
        // How high the eyes are above the feet, in metres.
        float EyesY { get; }

        // Whether something else moves the bones before each frame, where we do not.
        bool IsAnimated { get; }

        // Local and normalized, in the axes of VRM 1.0. Called in each frame for each bone that is
        // driven, as an animation may have moved it since. `share` is how far it is to go from
        // where it is: 1 is all the way.
        void TurnBone(int bone, Turn turn, float share);

        // Metres that the hips are away from their place at rest.
        void MoveHips(float x, float y, float z, float share);

        // Where the eyes look, within the head: to its left, and up. For models whose eyes are more
        // than two bones, which are turned as well.
        void TurnEyes(float yawDeg, float pitchDeg);

        // Called when it changes.
        void ShowExpression(int expression, float weight);

        // An empty name stops what plays. Whether there is such a clip, and it has the bones now.
        bool PlayClip(string name, float speed);

        void Load(string path);

        void Unload();
    }
}
