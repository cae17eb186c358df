/**
 * The REST surface. Enters: HTTPS exchanges of the JDK's server, one virtual thread each. Leaves: JSON, tables, watch streams, Status
 * objects. What does not belong: what a write means, who may do what. Left out on purpose: protobuf bodies (415; asking for protobuf
 * gets JSON), HTTP/2, compression, the scale, eviction, log, exec and proxy subresources (404).
 */
@NullMarked
package io.routelb.lab.apiserver.http;

import org.jspecify.annotations.NullMarked;
