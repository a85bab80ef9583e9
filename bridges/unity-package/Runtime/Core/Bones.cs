// The bones of a VRM humanoid, by their VRM 1.0 names and as numbers.
namespace Kinesics
{
    public static class Bones
    {
        public static readonly Names All = new Names(
            55,
            "hips", "spine", "chest", "upperChest", "neck", "head", "leftEye", "rightEye", "jaw",
            "leftUpperLeg", "leftLowerLeg", "leftFoot", "leftToes",
            "rightUpperLeg", "rightLowerLeg", "rightFoot", "rightToes",
            "leftShoulder", "leftUpperArm", "leftLowerArm", "leftHand",
            "rightShoulder", "rightUpperArm", "rightLowerArm", "rightHand",
            "leftThumbMetacarpal", "leftThumbProximal", "leftThumbDistal",
            "leftIndexProximal", "leftIndexIntermediate", "leftIndexDistal",
            "leftMiddleProximal", "leftMiddleIntermediate", "leftMiddleDistal",
            "leftRingProximal", "leftRingIntermediate", "leftRingDistal",
            "leftLittleProximal", "leftLittleIntermediate", "leftLittleDistal",
            "rightThumbMetacarpal", "rightThumbProximal", "rightThumbDistal",
            "rightIndexProximal", "rightIndexIntermediate", "rightIndexDistal",
            "rightMiddleProximal", "rightMiddleIntermediate", "rightMiddleDistal",
            "rightRingProximal", "rightRingIntermediate", "rightRingDistal",
            "rightLittleProximal", "rightLittleIntermediate", "rightLittleDistal");

        public static readonly int Count = All.Count;
        public static readonly int Hips = All.Find("hips");
        public static readonly int Neck = All.Find("neck");
        public static readonly int Head = All.Find("head");
        public static readonly int LeftEye = All.Find("leftEye");
        public static readonly int LeftUpperArm = All.Find("leftUpperArm");
        public static readonly int RightUpperArm = All.Find("rightUpperArm");
        public static readonly int RightEye = All.Find("rightEye");
    }
}
