// The states of a model's Animator, played by their names.
using System.Collections.Generic;
using UnityEngine;

namespace Kinesics
{
    public sealed class Clips
    {
        private const float FadeS = 0.25f;
        private const int MostWarnings = 32;

        private readonly Animator animator;
        private readonly HashSet<string> unknown = new HashSet<string>();

        // Where it was before anybody asked for a clip.
        private int idle;

        public Clips(Animator animator)
        {
            this.animator = animator;
        }

        public string[] Names
        {
            get
            {
                if (!CanPlay)
                {
                    return new string[0];
                }
                var names = new List<string>();
                foreach (AnimationClip clip in animator.runtimeAnimatorController.animationClips)
                {
                    if (!names.Contains(clip.name))
                    {
                        names.Add(clip.name);
                    }
                }
                return names.ToArray();
            }
        }

        private bool CanPlay
        {
            get { return animator != null && animator.runtimeAnimatorController != null; }
        }

        public void Play(string name, float speed)
        {
            int state = Animator.StringToHash(name);
            if (!CanPlay || !animator.HasState(0, state))
            {
                WarnOnce(name);
                return;
            }
            RememberIdle();
            animator.speed = speed;
            animator.CrossFadeInFixedTime(state, FadeS, 0);
        }

        public void Stop()
        {
            if (CanPlay && idle != 0)
            {
                animator.speed = 1;
                animator.CrossFadeInFixedTime(idle, FadeS, 0);
            }
        }

        private void RememberIdle()
        {
            if (idle == 0)
            {
                idle = animator.GetCurrentAnimatorStateInfo(0).fullPathHash;
            }
        }

        private void WarnOnce(string name)
        {
            if (unknown.Count < MostWarnings && unknown.Add(name))
            {
                Debug.LogWarning(
                    "Kinesics: the avatar has no animator state '" + name + "' in its first layer; "
                    + (CanPlay ? "add one" : "give its Animator a controller with one"));
            }
        }
    }
}
