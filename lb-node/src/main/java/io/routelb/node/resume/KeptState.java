package io.routelb.node.resume;

import io.routelb.model.ClusterSnapshot;
import java.time.Instant;

/**
 * What an agent last knew of the cluster.
 *
 * @param node whose share of the cluster it is; nobody else may use it
 * @param saved when it was written, which is when it last changed
 */
public record KeptState(String node, Instant saved, ClusterSnapshot snapshot) {}
