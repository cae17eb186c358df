package io.routelb.node.app;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.node.resume.KeptState;

/** What the agent acts on in a pass, and how good it is. */
sealed interface View {
    /** What to act on. */
    ClusterSnapshot snapshot();

    /** For the node's status. */
    Condition condition();

    /** What the API server says. It may have gone away since: what it said last stays in force. */
    record Live(ClusterSnapshot snapshot) implements View {
        @Override
        public Condition condition() {
            return new Condition(TYPE, true, "Live", "what this node does is what the API server says");
        }
    }

    /**
     * What an earlier process kept on the disk, because the API server cannot be read.
     *
     * @param outage why not, one sentence
     */
    record Resumed(KeptState state, String outage) implements View {
        @Override
        public ClusterSnapshot snapshot() {
            return state.snapshot();
        }

        @Override
        public Condition condition() {
            return new Condition(TYPE, false, "Resumed", sentence());
        }

        /** What to tell people. */
        String sentence() {
            return "resumed from the state of " + state.saved()
                    + ", which removes nothing; the cluster cannot be read: " + outage;
        }
    }

    /** Type of the condition. */
    String TYPE = "ClusterRead";
}
