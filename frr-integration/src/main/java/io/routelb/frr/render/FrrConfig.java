package io.routelb.frr.render;

import java.util.List;
import java.util.Map;

/**
 * What FRR is to have of us.
 *
 * @param lines in the order in which FRR writes them
 * @param groups the peer groups, one for each peer, and the peer's name
 * @param neighbours FRR's names of the neighbours that are not dynamic, an address or an interface, and their groups
 * @param secret whether there is a password in it
 * @param unsaid a sentence for each thing that was wanted and that FRR cannot be told
 */
public record FrrConfig(
        List<ConfigLine> lines,
        Map<String, String> groups,
        Map<String, String> neighbours,
        boolean secret,
        List<String> unsaid) {
    public FrrConfig {
        lines = List.copyOf(lines);
        groups = Map.copyOf(groups);
        neighbours = Map.copyOf(neighbours);
        unsaid = List.copyOf(unsaid);
    }
}
