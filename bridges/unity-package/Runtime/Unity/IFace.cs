// The face of a model, by the VRM 1.0 names of its expressions.
namespace Kinesics
{
    public interface IFace
    {
        // Those that it has.
        string[] Names { get; }

        // One that it lacks is left out.
        void Show(string expression, float weight);

        // To its left, and up; beside the bones of the eyes, which are turned as well.
        void TurnEyes(float yawDeg, float pitchDeg);
    }
}
