package io.routelb.node.desired;

/**
 * A reason, in the words of the case at hand.
 *
 * @param sentence for people: what is the matter, and what to do where somebody has to
 */
public record Why(Reason reason, String sentence) {
    /** In the reason's own words. */
    public static Why of(Reason reason, String node) {
        return new Why(reason, reason.message(node));
    }
}
