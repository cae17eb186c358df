/**
 * What the API server says of its kinds. Enters: the served {@link io.routelb.lab.apiserver.api.ResourceType}s; the fields of built-in
 * kinds come from kubernetes-client-java's model classes by reflection, their list semantics from a table. Leaves: OpenAPI v2 (JSON and
 * gnostic protobuf) and v3 documents, and the {@link io.routelb.lab.apiserver.patch.ListKeys} of each kind. What does not belong: HTTP,
 * caching headers, discovery.
 *
 * <p>Usage: {@code OpenApi.of(types)} whenever the set of types changes; the result is immutable.
 */
@NullMarked
package io.routelb.lab.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
