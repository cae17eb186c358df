package io.routelb.lab.apiserver.patch;

import java.time.Instant;

/**
 * Who writes, for {@code metadata.managedFields}.
 *
 * @param manager the {@code fieldManager} parameter, or the user agent up to its first slash
 * @param apiVersion the version the request was made in
 * @param subresource empty for the object itself, else {@code status} and the like
 */
public record FieldWriter(String manager, String apiVersion, String subresource, Instant now) {}
