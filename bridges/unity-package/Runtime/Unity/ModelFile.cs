// Loads a .vrm file with the UniVRM that is installed.
using System;
using System.Threading.Tasks;
using UnityEngine;
#if KINESICS_VRM1
using UniVRM10;
#elif KINESICS_UNIVRM0
using VRM;
#endif

namespace Kinesics
{
    public static class ModelFile
    {
#if KINESICS_VRM1
        // A VRM 0.x is made a 1.0. Without the control rig, as we turn the bones themselves.
        public static async Task<GameObject> Load(string path)
        {
            Vrm10Instance model = await Vrm10.LoadPathAsync(
                path,
                canLoadVrm0X: true,
                controlRigGenerationOption: ControlRigGenerationOption.None,
                showMeshes: true);
            if (model == null)
            {
                throw new InvalidOperationException("UniVRM found no model in it");
            }
            return model.gameObject;
        }
#elif KINESICS_UNIVRM0
        public static async Task<GameObject> Load(string path)
        {
            var model = await VrmUtility.LoadAsync(path);
            if (model == null)
            {
                throw new InvalidOperationException("UniVRM found no model in it");
            }
            model.ShowMeshes();
            return model.gameObject;
        }
#else
        public static Task<GameObject> Load(string path)
        {
            throw new InvalidOperationException(
                "UniVRM is not installed; add com.vrmc.vrm or com.vrmc.univrm to the project");
        }
#endif
    }
}
