/**
 * Requests to the API server, one thin layer over client-java's {@code ApiClient}: where a kind lives, how to read, list, watch and
 * write it, and what a failure means in one sentence.
 *
 * <p>Enters: paths and JSON. Leaves: typed objects or {@link io.routelb.kube.api.KubeFailure}. What does not belong: retries,
 * caches, decisions.
 */
@NullMarked
package io.routelb.kube.api;

import org.jspecify.annotations.NullMarked;
