/** Tests of the BMP client on its own; with BGP they are in {@code bgp.speaker}. */
@NullMarked
package io.routelb.redistribution.bmp.exporter;

import org.jspecify.annotations.NullMarked;
