package io.routelb.bird.render;

import java.util.List;
import java.util.Map;

/**
 * A configuration of BIRD, or that part of one which is ours.
 *
 * @param text the file
 * @param secret whether it has a password in it
 * @param protocols BIRD's names of the sessions, in their order, with the names of the peers
 * @param unsaid a sentence for each thing that was wanted and that this BIRD cannot be told
 */
public record BirdConfig(String text, boolean secret, Map<String, String> protocols, List<String> unsaid) {
    public BirdConfig {
        protocols = Map.copyOf(protocols);
        unsaid = List.copyOf(unsaid);
    }
}
