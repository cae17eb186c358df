/**
 * What {@code kubectl get} shows. Enters: a {@link io.routelb.lab.apiserver.api.ResourceType}, its objects and the time. Leaves: a
 * {@code meta.k8s.io/v1} Table. What does not belong: choosing by Accept header, list metadata, watch events.
 *
 * <p>Usage: {@code Tables.render(type, objects, IncludeObject.METADATA, now)}; the caller puts the list's {@code resourceVersion} and
 * {@code continue} into the table's {@code metadata}. {@code Tables.checkPath} judges a printer column when a CRD is created.
 */
@NullMarked
package io.routelb.lab.apiserver.table;

import org.jspecify.annotations.NullMarked;
