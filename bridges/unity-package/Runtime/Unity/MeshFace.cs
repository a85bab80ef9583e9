// The face of a model that is no VRM: blend shapes that are named as the expressions are.
using System;
using System.Collections.Generic;
using UnityEngine;

namespace Kinesics
{
    public sealed class MeshFace : IFace
    {
        private struct Shape
        {
            public SkinnedMeshRenderer Mesh;
            public int Number;
        }

        private readonly Dictionary<string, List<Shape>> shapes =
            new Dictionary<string, List<Shape>>(StringComparer.OrdinalIgnoreCase);

        public MeshFace(GameObject model)
        {
            foreach (var mesh in model.GetComponentsInChildren<SkinnedMeshRenderer>(true))
            {
                int count = mesh.sharedMesh == null ? 0 : mesh.sharedMesh.blendShapeCount;
                for (int number = 0; number < count; number++)
                {
                    Add(mesh.sharedMesh.GetBlendShapeName(number), mesh, number);
                }
            }
        }

        public string[] Names
        {
            get
            {
                var names = new string[shapes.Count];
                shapes.Keys.CopyTo(names, 0);
                return names;
            }
        }

        public void Show(string expression, float weight)
        {
            List<Shape> found;
            if (!shapes.TryGetValue(expression, out found))
            {
                return;
            }
            foreach (Shape shape in found)
            {
                shape.Mesh.SetBlendShapeWeight(shape.Number, 100 * weight);
            }
        }

        public void TurnEyes(float yawDeg, float pitchDeg)
        {
        }

        private void Add(string name, SkinnedMeshRenderer mesh, int number)
        {
            List<Shape> found;
            if (!shapes.TryGetValue(name, out found))
            {
                shapes[name] = found = new List<Shape>();
            }
            found.Add(new Shape { Mesh = mesh, Number = number });
        }
    }
}
