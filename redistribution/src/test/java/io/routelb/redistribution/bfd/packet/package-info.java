/** Tests of the BFD codec: annotated octets, truncation, properties. */
@NullMarked
package io.routelb.redistribution.bfd.packet;

import org.jspecify.annotations.NullMarked;
